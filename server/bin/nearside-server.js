#!/usr/bin/env -S MALLOC_ARENA_MAX=1 node --max-semi-space-size=2
// Most of what a request makes is garbage once it is answered. V8 by itself lets the space for such things grow to 32 MB, and with
// that option to 4. The C library of most Linux systems gives each thread memory of its own, which no other thread gets when it
// is free again. With that variable all threads share theirs. Neither can be set from within: both are read before the program. When V8
// collects what lived longer, surfaces/commands/collect-early.ts says. Measured after 1,500 to 2,000 logins: half the space is 6 MB less,
// and a login then takes a twentieth more CPU time; twice the space is 4 MB more and eight times 38, for no less. Nearly all other options
// make V8 refuse what it has compiled of Node (NODE_DEBUG_NATIVE=CODE_CACHE tells): a start would take a sixth longer.
//
// npm's link to this file keeps that line. On Windows npm's own script takes the place of `env`, and sets the same variable.
import { fileURLToPath } from "node:url";

// `process` is the global one: to import it reads all that it has once, and so opens standard input, which few commands read.
const OLDEST = 24;
/** sysexits.h EX_CONFIG: another start would not help. */
const EX_CONFIG = 78;

if (Number.parseInt(process.versions.node, 10) < OLDEST) {
  // an older one cannot even load what follows
  process.stderr.write(
    `nearside-server needs Node ${OLDEST} or newer, and this is ${process.version}: get it from https://nodejs.org\n`,
  );
  process.exitCode = EX_CONFIG;
} else {
  const { createRequire, enableCompileCache } = await import("node:module");
  // The build leaves what V8 compiles of the sources beside them, and a start does not compile them again (docs/security.md).
  enableCompileCache(fileURLToPath(new URL("../dist/compiled", import.meta.url)));
  createRequire(import.meta.url)("../dist/nearside-server.cjs");
}
