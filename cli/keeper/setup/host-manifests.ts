import { posix } from "node:path";
import { FIREFOX_EXTENSION_ID, NATIVE_HOST } from "@nearside/shared/api/native.ts";
import * as v from "valibot";
import { parseJson } from "../../parse-json.ts";
import { texts } from "../../texts/keeper.ts";
import { BROWSERS, type Browser } from "../browsers.ts";
import { shellWord } from "./shell-word.ts";

/** A native host's manifest of one browser. */
interface HostManifest {
  readonly path: string;
  readonly text: string;
}

const DESCRIPTION = texts.setup.manifest;

/**
 * @param program the program that the browser starts
 * @param chromium the ids of the extension there
 */
export const hostManifests = (home: string, program: string, chromium: readonly string[]): readonly HostManifest[] =>
  BROWSERS.map((browser) => ({
    path: posix.join(home, browser.hosts, `${NATIVE_HOST}.json`),
    text: `${JSON.stringify(manifestFor(browser, program, chromium), null, 2)}\n`,
  }));

/** The caller as Chromium names it. @param id an extension's */
export const originOf = (id: string): string => `chrome-extension://${id}/`;

function manifestFor({ family }: Browser, path: string, chromium: readonly string[]): object {
  const common = { name: NATIVE_HOST, description: DESCRIPTION, path, type: "stdio" };
  return family === "firefox"
    ? { ...common, allowed_extensions: [FIREFOX_EXTENSION_ID] }
    : { ...common, allowed_origins: chromium.map(originOf) };
}

const namesProgramSchema = v.looseObject({ path: v.string() });

/** The program that such a file names; undefined where it is no manifest. */
export function programIn(text: string): string | undefined {
  const read = v.safeParse(namesProgramSchema, parseJson(text));
  return read.success ? read.output.path : undefined;
}

/** The program that browsers start: manifests take a path and no arguments. */
export const hostProgram = (runtime: string, nativeHost: string, socket: string): string =>
  `#!/bin/sh\nexec ${[runtime, nativeHost, socket].map(shellWord).join(" ")} "$@"\n`;
