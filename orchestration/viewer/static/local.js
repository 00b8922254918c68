// Asks the rows that the static export laid beside the page.
export async function ask() {
  throw new Error("this page has no rows of its own");
}

export const csvAddress = () => "#";
