import { posix } from "node:path";
import { CHROMIUM_EXTENSION_ID, FIREFOX_EXTENSION_ID, NATIVE_HOST } from "@nearside/shared/api/native.ts";
import { BROWSERS, type Browser } from "../browsers.ts";
import { shellWord } from "./shell-word.ts";

/** A native host's manifest of one browser. */
interface HostManifest {
  readonly path: string;
  readonly text: string;
}

const DESCRIPTION = "Nearside: hands a browser's hello to the command line that waits for it";

/** @param program the program that the browser starts */
export const hostManifests = (home: string, program: string): readonly HostManifest[] =>
  BROWSERS.map((browser) => ({
    path: posix.join(home, browser.hosts, `${NATIVE_HOST}.json`),
    text: `${JSON.stringify(manifestFor(browser, program), null, 2)}\n`,
  }));

function manifestFor({ family }: Browser, path: string): object {
  const common = { name: NATIVE_HOST, description: DESCRIPTION, path, type: "stdio" };
  return family === "firefox"
    ? { ...common, allowed_extensions: [FIREFOX_EXTENSION_ID] }
    : { ...common, allowed_origins: [`chrome-extension://${CHROMIUM_EXTENSION_ID}/`] };
}

/** The program that browsers start: manifests take a path and no arguments. */
export const hostProgram = (runtime: string, nativeHost: string, socket: string): string =>
  `#!/bin/sh\nexec ${[runtime, nativeHost, socket].map(shellWord).join(" ")} "$@"\n`;
