// Answers of the static export's engine, without a browser: reads questions from stdin, a list of {folder, name, words}
// per line of work, and prints the answers as one list.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { folder, modules, questions } = JSON.parse(readFileSync(0, "utf8"));
globalThis.window = {};
const { answerOf } = await import(pathToFileURL(`${modules}/local.js`));
const read = (path) => readFileSync(`${folder}/${path}`, "utf8");
const entryOf = (name) => JSON.parse(read(`reports/${name}.html`).match(/id="entry">(.*?)<\/script>/s)[1]);
const rowsOf = (name) => Function("window", `${read(`data/${name}.js`)}; return window.reportRows;`)({});

const answers = questions.map(({ name, asked }) => {
  const entry = entryOf(name);
  globalThis.window.reportRows = rowsOf(name);
  return asked.map((words) => {
    try {
      return answerOf(entry, new URLSearchParams(words));
    } catch (problem) {
      return { problem: problem.message };
    }
  });
});
process.stdout.write(JSON.stringify(answers));
