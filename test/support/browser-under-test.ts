// Names the browser that the tests drive: `npm test` finds or installs one.

/** @throws Error if none is named */
export function browserUnderTest(): string {
  const { NEARSIDE_BROWSER: path } = process.env;
  if (path === undefined || path === "") {
    throw new Error(
      "NEARSIDE_BROWSER names no browser. Run `npm test`, or set it to the path of Chromium, Chrome or Edge.",
    );
  }
  return path;
}
