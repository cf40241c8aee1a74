import { describe, expect, it } from "vitest";
import { askerOf, type Sender } from "./asker.ts";

const self = { id: "ours", origin: "chrome-extension://ours" };
const page: Sender = { id: "ours", url: "https://login.example:8443/approve/x?y", frameId: 0, tab: { id: 3 } };

describe("who the background listens to", () => {
  it("is its content script in a tab's top frame, by the whole origin", () => {
    expect(askerOf(page, self)).toEqual({
      context: "page",
      tab: 3,
      origin: "https://login.example:8443",
      url: page.url,
    });
  });

  it("is a page of its own, in a tab or not", () => {
    expect(askerOf({ id: "ours", url: "chrome-extension://ours/popup.html" }, self)).toEqual({ context: "own" });
    expect(askerOf({ ...page, url: "chrome-extension://ours/enrol-window.html#en_x" }, self)).toEqual({
      context: "own",
    });
  });

  it.each<[string, Sender]>([
    ["another extension", { ...page, id: "theirs" }],
    ["a page of another extension", { ...page, url: "chrome-extension://theirs/popup.html" }],
    ["a look-alike of its own origin", { id: "ours", url: "chrome-extension://ours.example/popup.html" }],
    ["a frame within a page", { ...page, frameId: 4 }],
    ["no tab", { ...page, tab: undefined }],
    ["no address", { ...page, url: undefined }],
    ["a page that no issuer could have", { ...page, url: "http://login.example/approve/x" }],
    ["a file", { ...page, url: "file:///approve/x" }],
    ["a URL without a server", { ...page, url: "about:blank#https://login.example" }],
  ])("is not %s", (_, sender) => {
    expect(askerOf(sender, self)).toBeUndefined();
  });
});
