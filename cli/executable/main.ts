import process from "node:process";
import { NATIVE_HOST_WORD } from "../doorway/native-host-word.ts";

// The entry of the single executable. A browser starts the same file as its native host, with a word of its own.

if (process.argv[2] === NATIVE_HOST_WORD) {
  process.argv.splice(2, 1);
  void import("../native-host/main.ts");
} else void import("../main.ts");
