import { describe, expect, it } from "vitest";
import { chunk, header, pixels, png, SIGNATURE } from "../../../testing/picture.ts";
import { cleanIcon } from "./clean-icon.ts";

const asUrl = (bytes: Buffer) => `data:image/png;base64,${bytes.toString("base64")}`;
const END = chunk("IEND");
const GOOD = png(header(2, 2), pixels(2, 2), END);

describe("an icon", () => {
  it("is kept as the picture that it is, under a name of its bytes", () => {
    const icon = cleanIcon(asUrl(GOOD));
    expect(Buffer.from(icon?.png ?? []).equals(GOOD)).toBe(true);
    expect(icon?.id).toMatch(/^[\w-]{43}$/);
  });

  it("loses whatever is no picture: text, profiles, animation", () => {
    const more = [chunk("tEXt", Buffer.from("Comment\0<script>")), chunk("iCCP", Buffer.alloc(40)), chunk("acTL")];
    const icon = cleanIcon(asUrl(png(header(2, 2), ...more, pixels(2, 2), END)));
    expect(Buffer.from(icon?.png ?? []).equals(GOOD)).toBe(true);
  });

  it.each<readonly [string, string | undefined]>([
    ["nothing", undefined],
    ["SVG", `data:image/svg+xml;base64,${Buffer.from("<svg onload='alert(1)'/>").toString("base64")}`],
    ["SVG by another name", `data:image/png;base64,${Buffer.from("<svg onload='alert(1)'/>").toString("base64")}`],
    ["an address", "https://evil.example/icon.png"],
    ["something after its end", asUrl(png(header(2, 2), pixels(2, 2), END, Buffer.from("<script>")))],
    ["no end", asUrl(png(header(2, 2), pixels(2, 2)))],
    ["no picture", asUrl(png(header(2, 2), END))],
    ["a wrong checksum", asUrl(Buffer.concat([GOOD.subarray(0, 30), Buffer.from([1]), GOOD.subarray(31)]))],
    ["a length beyond its end", asUrl(Buffer.concat([SIGNATURE, Buffer.from("ffffffff", "hex"), GOOD.subarray(12)]))],
    ["two headers", asUrl(png(header(2, 2), header(2, 2), pixels(2, 2), END))],
    ["more pixels than it says", asUrl(png(header(2, 2), pixels(400, 400), END))],
    ["fewer pixels than it says", asUrl(png(header(200, 200), pixels(2, 2), END))],
    ["a side of a million pixels", asUrl(png(header(1_000_000, 1), pixels(2, 2), END))],
    ["an unknown colour type", asUrl(png(header(2, 2, [8, 5, 0, 0, 0]), pixels(2, 2), END))],
    ["too many bytes", `data:image/png;base64,${"A".repeat(100_000)}`],
  ])("with %s is left out", (_what, url) => {
    expect(cleanIcon(url)).toBeUndefined();
  });
});
