#!/usr/bin/env -S MALLOC_ARENA_MAX=1 node --max-semi-space-size=2
// Most of what a request makes is garbage once it is answered. V8 by itself lets the space for such things grow to 32 MB, and with
// that option to 4. The C library of most Linux systems gives each thread memory of its own, which no other thread gets when it
// is free again. With that variable all threads share theirs. Neither can be set from within: both are read before the program. When V8
// collects what lived longer, surfaces/commands/collect-early.ts says.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// The build leaves what V8 compiles of the sources beside them, and a start does not compile them again (docs/security.md).
enableCompileCache(fileURLToPath(new URL("../dist/compiled", import.meta.url)));
await import("../dist/nearside-server.js");
