import type { PartList } from "@nearside/shared/api/parts.ts";
import type { Part } from "@nearside/shared/statements/versions.ts";

const part = (file: string, kind: Part["kind"], system: Part["system"], size: number): Part => ({
  file,
  kind,
  system,
  version: "0.2.0",
  sha256: "a81f1d6c".repeat(8),
  size,
});

/** The list of a server that hands out all that can be made. */
export const partSamples = (): PartList => ({
  version: "0.2.0",
  parts: [
    part("nearside-0.2.0.tgz", "command_line", "any", 812_345),
    part("nearside-0.2.0-linux-x64", "executable", "linux-x64", 121_456_789),
    part("nearside-0.2.0-linux-arm64", "executable", "linux-arm64", 119_456_789),
    part("nearside-0.2.0-darwin-arm64", "executable", "darwin-arm64", 119_456_789),
    part("nearside-0.2.0-win32-x64.exe", "executable", "win32-x64", 99_456_789),
    part("nearside-extension-0.2.0.zip", "extension", "any", 212_345),
  ],
});
