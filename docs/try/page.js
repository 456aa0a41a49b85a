// The page: takes files, asks the worker, shows what it answers. It sends nothing anywhere.

const MOST_FILES = 20_000;
const MOST_BYTES = 2 ** 21;
const READ = /\.(py|ini|toml|cfg)$/;
const SKIPPED = /(^|\/)(__pycache__|node_modules|\.[^/]*)(\/|$)/;

const base = new URL("./", location.href).href;
const at = id => document.getElementById(id);
const waiting = new Map();
let worker;
let asked = 0;
let pictureAddress;

function say(text) {
  at("status").textContent = text;
}

function ask(command, more = {}) {
  const id = ++asked;
  return new Promise((done, failed) => {
    waiting.set(id, { done, failed });
    worker.postMessage({ id, command, ...more });
  });
}

async function startWorker() {
  const code = await (await fetch(`${base}worker.js`)).text();
  worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })), { type: "module" });
  worker.onmessage = ({ data }) => {
    const { done, failed } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error === undefined) done(data.answer);
    else failed(new Error(data.error));
  };
  worker.onerror = event => {
    for (const { failed } of waiting.values()) failed(new Error(event.message || "the worker did not start"));
    waiting.clear();
  };
}

async function attempt(work) {
  try {
    await work();
  } catch (error) {
    say(`That did not work: ${error.message}`);
  }
}

async function describe() {
  const described = await (await fetch(`${base}engine.json`)).json();
  if (described.missing !== undefined) {
    at("start").disabled = true;
    say("This copy of the site was built without Python for the browser. Install migralint instead.");
    return;
  }
  at("size").textContent = ` (${Math.round(described.bytes / 2 ** 20)} MB)`;
}

async function start() {
  at("start").disabled = true;
  say("Loading …");
  try {
    await startWorker();
    await ask("start", { base });
  } catch (error) {
    at("start").disabled = false;
    throw error;
  }
  at("begin").hidden = true;
  at("files").hidden = false;
  say("Ready.");
}

async function show(files, stamps = "") {
  if (files.length === 0) {
    say("There is no Python file among these.");
    return;
  }
  say(`Reading ${files.length} files …`);
  at("plan").hidden = true;
  at("results").hidden = true;
  at("stamps").value = stamps;
  await ask("open", { files });
  at("check").textContent = (await ask("check")).text || "No findings.";
  const picture = await ask("graph");
  at("results").hidden = false;
  at("picture").hidden = picture.code !== 0;
  at("no-picture").hidden = picture.code === 0;
  URL.revokeObjectURL(pictureAddress);
  if (picture.code === 0) {
    pictureAddress = URL.createObjectURL(new Blob([picture.text], { type: "text/html" }));
    at("picture").src = pictureAddress;
  } else {
    at("no-picture").textContent = picture.text;
  }
  say(`${files.length} files were read.`);
}

async function plan() {
  say("Planning …");
  const { text } = await ask("plan", { stamps: at("stamps").value });
  at("plan").textContent = text;
  at("plan").hidden = false;
  say("Nothing was changed: this is a plan.");
}

// Files come as [path, File]; what no command reads is left out, and so is what is too large for a revision.
async function contents(named) {
  const read = [];
  for (const [path, file] of named) {
    if (!READ.test(path) || SKIPPED.test(path) || file.size > MOST_BYTES) continue;
    if (read.length === MOST_FILES) throw new Error(`more than ${MOST_FILES} files`);
    read.push([path, new Uint8Array(await file.arrayBuffer())]);
  }
  return read;
}

async function* below(entry) {
  if (entry.isFile) {
    yield [entry.fullPath.slice(1), await new Promise((done, failed) => entry.file(done, failed))];
    return;
  }
  if (SKIPPED.test(entry.fullPath)) return;
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return;
    for (const one of some) yield* below(one);
  }
}

async function transferred(transfer) {
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return contents([...transfer.files].map(file => [file.name, file]));
  const named = [];
  for (const entry of entries) {
    for await (const one of below(entry)) named.push(one);
  }
  return contents(named);
}

function chosen(input) {
  return contents([...input.files].map(file => [file.webkitRelativePath || file.name, file]));
}

at("start").onclick = () => attempt(start);
at("example").onclick = () => attempt(async () => {
  const files = Object.entries(await (await fetch(`${base}example.json`)).json());
  await show(files.map(([name, text]) => [`versions/${name}`, text]), "production=70b950b1e807 staging=b4fd1cf32c0b");
});
for (const id of ["folder", "some"]) {
  at(id).onchange = () => attempt(async () => show(await chosen(at(id))));
}
at("ask").onsubmit = event => {
  event.preventDefault();
  attempt(plan);
};
document.ondragover = event => {
  event.preventDefault();
  at("drop").classList.add("over");
};
document.ondragleave = () => at("drop").classList.remove("over");
document.ondrop = event => {
  event.preventDefault();
  at("drop").classList.remove("over");
  if (!at("files").hidden) attempt(async () => show(await transferred(event.dataTransfer)));
};
document.onpaste = event => {
  if (at("files").hidden || event.clipboardData.files.length === 0) return;
  event.preventDefault();
  attempt(async () => show(await transferred(event.clipboardData)));
};
attempt(describe);
