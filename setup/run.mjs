// The door of the repository: `npm run demo`, `npm start`, `npm test`, `npm run bench`, `npm run fuzz`, `npm run build`,
// `npm run package`, `npm run docs` and `npm run verify-extension` all come through here.
// It makes a fresh clone ready and then runs what was asked, so it can rely on nothing but Node 20 and npm:
// plain JavaScript, no package, nothing that must be built first.
import { ensureBrowser } from "./browser.mjs";
import { buildWhatIsStale } from "./build.mjs";
import { run } from "./child.mjs";
import { mayInstallDebianPackages } from "./debian.mjs";
import { makeDocs } from "./docs/docs.mjs";
import { installPackages } from "./install.mjs";
import { nodeOf, OLDER_NODES } from "./node-versions.mjs";
import { node24, verifyNode24 } from "./node24.mjs";
import { makePackages, withWhatTheyHold } from "./package.mjs";
import { serverProgram, serverVariables } from "./server.mjs";
import { CannotGoOn } from "./step.mjs";
import { testEverything } from "./test.mjs";
import { ensureTestTools } from "./test-tools.mjs";
import { verifyExtension } from "./verify-extension.mjs";

const COMMANDS = ["demo", "start", "test", "bench", "fuzz", "build", "package", "docs", "verify-extension"];
const USAGE = `Usage: node setup/run.mjs ${COMMANDS.join("|")} [arguments for what is run]`;
const OLDEST_NODE = 20;

/**
 * @param {string | undefined} what
 * @param {string[]} rest arguments for what is run
 * @returns {Promise<number>} the exit code
 */
async function main(what, rest) {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < OLDEST_NODE) {
    throw new CannotGoOn(
      `Nearside needs Node ${OLDEST_NODE} or newer; this is ${process.version}. Get it: https://nodejs.org`,
    );
  }
  if (what === undefined || !COMMANDS.includes(what)) throw new CannotGoOn(USAGE);
  // The site needs none of the packages that the product is made of.
  if (what === "docs") return makeDocs(rest);

  // The packages of the system that the tests need come meanwhile: one waits for the network and the disk, the other for the processor.
  const system = what === "test" ? ensureTestTools().then(ensureBrowser) : undefined;
  try {
    await installPackages();
    await verifyNode24();
    await buildWhatIsStale();
  } finally {
    // so that nothing is printed behind the last line where these failed; an error of its own is told below
    await system?.catch(() => undefined);
  }
  if (what === "build") return 0;
  if (what === "package") {
    for (const file of await makePackages(withWhatTheyHold(rest))) console.log(file);
    return 0;
  }
  if (what === "verify-extension") {
    const sha256 = await verifyExtension(rest);
    console.log(`Both are the same bytes, as what was built elsewhere: ${sha256}`);
    return 0;
  }
  // npm puts its own packages' programs first, Node 24 among them; the person's Node is the one that runs npm.
  if (what === "bench")
    return run(node24, ["test/bench/bench.ts", process.env["npm_node_execpath"] ?? process.execPath, ...rest]);
  if (what === "fuzz") return run(node24, ["test/fuzz/fuzz.ts", ...rest]);
  if (what === "start") return run(node24, [...serverProgram(), ...rest], { env: serverVariables() });

  // The demo does without where it may not install them, and says what it does instead.
  if (what === "demo" && mayInstallDebianPackages()) await ensureTestTools();
  // what is published runs on these too
  if (what === "test") for (const major of OLDER_NODES) await nodeOf(major);
  const env = { NEARSIDE_BROWSER: await (system ?? ensureBrowser()) };
  if (what === "demo") return run(node24, ["test/demo/demo.ts", ...rest], { env });
  return testEverything(rest, env);
}

const [what, ...rest] = process.argv.slice(2);
try {
  process.exitCode = await main(what, rest);
} catch (error) {
  if (!(error instanceof CannotGoOn)) throw error;
  console.error(`\n${error.message}`);
  // A reader of only the last line of `npm test` must not take a failed set-up for no news.
  if (what === "test") console.log("0 passed, 1 failed");
  process.exitCode = error.exitCode;
}
