#!/usr/bin/env node
// Loaded only on a Node that can read it: an older one would end with an error of its own, which says nothing to the person.
import module from "node:module";
import { fileURLToPath } from "node:url";

// `process` is the global one: to import it reads all that it has once, and so opens standard input, which few commands read.
const OLDEST = 20;
/** sysexits.h EX_CONFIG: another start would not help. */
const EX_CONFIG = 78;

if (Number.parseInt(process.versions.node, 10) < OLDEST) {
  process.stderr.write(
    `nearside needs Node ${OLDEST} or newer, and this is ${process.version}: get it from https://nodejs.org\n`,
  );
  process.exitCode = EX_CONFIG;
} else {
  // A Node that can (22.1 and newer) leaves what V8 compiles beside the program, if this account may write there, and a start does not compile it again.
  module.enableCompileCache?.(fileURLToPath(new URL("../dist/compiled", import.meta.url)));
  module.createRequire(import.meta.url)("../dist/nearside.cjs");
}
