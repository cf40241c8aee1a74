#!/usr/bin/env node
// Loaded only on a Node that can read it: an older one would end with an error of its own, which says nothing to the person.
import process from "node:process";

const OLDEST = 20;
/** sysexits.h EX_CONFIG: another start would not help. */
const EX_CONFIG = 78;

if (Number.parseInt(process.versions.node, 10) < OLDEST) {
  process.stderr.write(
    `nearside needs Node ${OLDEST} or newer, and this is ${process.version}: get it from https://nodejs.org\n`,
  );
  process.exitCode = EX_CONFIG;
} else {
  await import("../dist/nearside.js");
}
