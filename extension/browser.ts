import browser from "webextension-polyfill";

// What the extension asks of a browser, under one name in all of them. Nobody else imports the polyfill.

export type { Runtime } from "webextension-polyfill";
export { browser };
