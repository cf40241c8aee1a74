import browser from "webextension-polyfill";

// The interface to the browser, under one name in all browsers. No other file imports the polyfill.

export type { Runtime } from "webextension-polyfill";
export { browser };
