import { expect, it } from "vitest";
import { extensionVersion, programVersion } from "./program-versions.ts";

it.each([
  ["nearside/0.1.0", "0.1.0"],
  ["nearside/1.2.3-rc.1+abc", "1.2.3-rc.1+abc"],
  ["nearside", null],
  ["curl/8.0", null],
  ["nearside/", null],
  ["nearside/1 2", null],
  [`nearside/${"1".repeat(33)}`, null],
  ["x nearside/1", null],
  ["nearside/1\u202e", null],
  [undefined, null],
])("reads of %j the version %j", (sent, version) => {
  expect(programVersion(sent)).toBe(version);
});

it.each([
  ["Chromium 156 on Linux · Nearside 0.1.0", "0.1.0"],
  ["Chromium 156 on Linux", null],
  ["Chromium · Nearside 0.1.0 ", null],
  ["Chromium · Nearside <b>", null],
  ["", null],
])("reads of the browser %j the extension %j", (sent, version) => {
  expect(extensionVersion(sent)).toBe(version);
});
