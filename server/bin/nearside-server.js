#!/usr/bin/env -S node --max-semi-space-size=4
// Most of what a request makes is garbage once it is answered. V8 by itself lets the space for such things grow to 32 MB, and with
// this option to 8. It cannot be set from within: V8 reads it before the program.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// The build leaves what V8 compiles of the sources beside them, and a start does not compile them again (docs/security.md).
enableCompileCache(fileURLToPath(new URL("../dist/compiled", import.meta.url)));
await import("../dist/nearside-server.js");
