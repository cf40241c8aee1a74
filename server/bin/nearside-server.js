#!/usr/bin/env -S MALLOC_ARENA_MAX=1 node --max-semi-space-size=2 --initial-old-space-size=32 --heap-growing-percent=25
// Most of what a request makes is garbage once it is answered. V8 by itself lets the space for such things grow to 32 MB, and with
// the first option to 4. Of the garbage that lived longer, such as keys and buffers, it collects nothing until its heap has grown far,
// and the C library keeps all the memory that was ever taken for those. With the other options V8 collects at 32 MB, and then whenever the
// heap has grown by a quarter. The C library of most Linux systems gives each thread memory of its own, which no other thread gets when it
// is free again. With that variable all threads share theirs. None of these can be set from within: all are read before the program.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// The build leaves what V8 compiles of the sources beside them, and a start does not compile them again (docs/security.md).
enableCompileCache(fileURLToPath(new URL("../dist/compiled", import.meta.url)));
await import("../dist/nearside-server.js");
