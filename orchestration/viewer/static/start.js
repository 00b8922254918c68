// Finding a question: every word that is typed stands in the question, its title or what else it is asked as.
const search = document.getElementById("search");
const found = document.getElementById("found");
const items = [...document.querySelectorAll(".questions li")];

function narrow() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of items) {
    const text = item.dataset.words.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
    shown += item.hidden ? 0 : 1;
  }
  for (const family of document.querySelectorAll(".family")) {
    family.hidden = !family.querySelector("li:not([hidden])");
  }
  found.textContent = words.length ? `${shown} of ${items.length} questions` : "";
}

search.addEventListener("input", narrow);
narrow();
