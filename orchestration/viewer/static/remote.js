// Asks the server.
export async function askServer(entry, words) {
  const response = await fetch(`../data/${entry.name}?${words}`, { headers: { Accept: "application/json" } });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.problem ?? `the server answered ${response.status}`);
  return answer;
}

export const csvOfServer = (entry, words) => `../data/${entry.name}.csv?${words}`;
