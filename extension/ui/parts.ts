import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { texts } from "../texts/badge.ts";
import { element, svgElement } from "./element.ts";
import type { Said } from "./place.ts";

/** The mark of the product: an n that is a bridge between two points on the same ground. */
const mark = (): SVGElement =>
  svgElement(
    "svg",
    { class: "mark", viewBox: "0 0 24 24", "aria-hidden": "true" },
    svgElement("rect", { class: "mark-ground", width: "24", height: "24", rx: "6" }),
    svgElement("path", { class: "mark-bridge", d: "M7 16.5v-4.25a5 5 0 0 1 10 0v4.25" }),
    svgElement("circle", { class: "mark-foot", cx: "7", cy: "16.75", r: "2" }),
    svgElement("circle", { class: "mark-foot", cx: "17", cy: "16.75", r: "2" }),
  );

/** A name in which a person can see every character. It cannot move the text around it. */
export const named = (text: string): HTMLElement => element("bdi", {}, neutralise(text));

/** A value exactly as it was signed, for people to compare letter by letter. */
export const exact = (text: string): HTMLElement => element("bdi", {}, element("code", {}, neutralise(text)));

/** A command line's own claim, fenced off wherever it is shown (threat B7). */
export const claimed = (text: string): HTMLElement =>
  element("bdi", { class: "claimed" }, element("code", {}, neutralise(text)));

/** A sentence that quotes others, each piece by how far it was checked. */
export const spoken = (pieces: readonly Said[]): readonly (Node | string)[] =>
  pieces.map((piece) => {
    if (typeof piece === "string") return piece;
    if ("checked" in piece) return element("strong", {}, named(piece.checked));
    return "claimed" in piece ? claimed(piece.claimed) : exact(piece.exact);
  });

/** The part of an issuer that a person compares: host and port. */
export const hostOf = (issuer: string): string => new URL(issuer).host;

export type Row = readonly [name: string, value: Node | string];

export const rows = (list: readonly (Row | undefined)[]): HTMLElement =>
  element(
    "dl",
    { class: "rows" },
    ...list
      .filter((row) => row !== undefined)
      .map(([name, value]) => element("div", { class: "row" }, element("dt", {}, name), element("dd", {}, value))),
  );

export const masthead = (tag: "h1" | "p"): HTMLElement => element(tag, { class: "masthead" }, mark(), texts.product);

/** Something that went wrong or is missing: what, why, what to do next. */
export const notice = (kind: "alert" | "wait", ...children: readonly (Node | string)[]): HTMLElement =>
  element("div", { class: `notice notice-${kind}`, role: kind === "alert" ? "alert" : "status" }, ...children);
