// Python in a thread of its own. Started from a blob, so that the page's policy (no foreign address) holds here too.

let python;
let session;

const commands = {
  async start({ base }) {
    const described = await (await fetch(`${base}engine.json`)).json();
    const { loadPyodide } = await import(`${base}engine/pyodide.mjs`);
    python = await loadPyodide({ indexURL: `${base}engine/` });
    const packages = python.runPython("import site; site.getsitepackages()[0]");
    for (const name of described.wheels) {
      const wheel = await fetch(`${base}engine/${name}`);
      if (!wheel.ok) throw new Error(`${name}: ${wheel.status}`);
      python.unpackArchive(await wheel.arrayBuffer(), "wheel", { extractDir: packages });
    }
    python.FS.writeFile(`${packages}/session.py`, await (await fetch(`${base}session.py`)).text());
    session = python.pyimport("session");
  },
  open({ files }) {
    const given = python.toPy(files);
    session.write_files(given);
    given.destroy();
  },
  check: () => result(session.check()),
  graph: () => result(session.graph()),
  plan: ({ stamps }) => result(session.plan(stamps)),
};

function result(pair) {
  const [code, text] = pair.toJs();
  pair.destroy();
  return { code, text };
}

onmessage = async ({ data }) => {
  try {
    postMessage({ id: data.id, answer: await commands[data.command](data) });
  } catch (error) {
    postMessage({ id: data.id, error: String(error.message).trim().split("\n").at(-1) });
  }
};
