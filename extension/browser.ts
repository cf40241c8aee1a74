import browser from "webextension-polyfill";

// What the extension asks of a browser, under one name in all of them. Nobody else imports the polyfill.

export type { Runtime, Tabs } from "webextension-polyfill";
export { browser };
