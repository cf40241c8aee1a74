import type { PlaceShown } from "@nearside/shared/api/place-shown.ts";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { PlaceName, PlaceWords } from "./place-words.tsx";

const machine = { hostname: "alices-laptop" };
const ssh: Extract<PlaceShown, { kind: "ssh" }> = {
  kind: "ssh",
  standing: "claimed",
  name: "old-jump.example",
  hops: [],
  since: 0,
};
const line = (place?: PlaceShown) =>
  renderToStaticMarkup(<PlaceName asked={place === undefined ? { machine } : { machine, place }} />);
const words = (place: PlaceShown) => renderToStaticMarkup(<PlaceWords asked={{ machine, place }} />);

it("names the machine as it names itself where the login runs on it", () => {
  expect(line()).toContain("alices-laptop");
});

it("names a host or a container instead, and what such a place calls itself only as its claim", () => {
  const container = { kind: "container", id: "c0ffee", name: null, since: 0 } satisfies PlaceShown;
  const places: readonly (readonly [PlaceShown, string])[] = [
    [ssh, "old-jump.example"],
    [{ ...ssh, standing: "enrolled", name: "db1.example" }, "db1.example"],
    [{ ...ssh, standing: "unknown", name: null }, "an unknown host"],
    [container, "c0ffee"],
    [{ ...container, name: "shop" }, "shop"],
  ];
  for (const [place, name] of places) {
    expect(line(place)).toContain(name);
    expect(line(place)).not.toContain("alices-laptop");
    expect(words(place)).toMatch(/ It calls itself <bdi class="claimed"><code>alices-laptop</);
  }
});

it("fences off what is only claimed, and says what lies beyond", () => {
  expect(line(ssh)).toContain('<bdi class="claimed">');
  expect(line({ ...ssh, standing: "enrolled" })).not.toContain("claimed");
  expect(words({ ...ssh, hops: ["inner", "innermost"] })).toMatch(/not verified: .*inner<.* .*innermost</);
});
