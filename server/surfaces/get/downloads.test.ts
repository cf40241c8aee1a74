import { expect, it, vi } from "vitest";
import { Downloads } from "./downloads.ts";

const MINUTE = 60_000;

/** Places for files, with a clock that a test moves. */
function newDownloads() {
  const downloads = new Downloads();
  let now = 0;
  const begin = (address: string) => {
    const cutOff = vi.fn();
    return { cutOff, download: downloads.begin(address, () => now, cutOff) };
  };
  const fill = (address: string, count: number) => Array.from({ length: count }, () => begin(address));
  const pass = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { begin, fill, pass };
}

it("cuts off who takes too little, once somebody else wants the place", () => {
  const { begin, fill, pass } = newDownloads();
  const all = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"].flatMap((address) => fill(address, 16));
  const [quick] = all;
  pass(MINUTE);
  expect(() => begin("198.51.100.7")).toThrow("Too many downloads"); // nobody was too slow yet
  quick?.download.sent(64 * 16_384);
  pass(1000);
  expect(all.filter(({ cutOff }) => cutOff.mock.calls.length > 0)).toEqual([]);
  begin("198.51.100.7");
  expect(all.filter(({ cutOff }) => cutOff.mock.calls.length !== 1)).toEqual([quick]);
  for (const { download } of all) download.end(); // a second time gives nothing back
  expect(fill("198.51.100.7", 15)).toHaveLength(15);
  expect(() => begin("198.51.100.7")).toThrow("Too many downloads");
});

it("leaves half of all places to others, whatever networks one subscriber has", () => {
  const { begin, fill } = newDownloads();
  fill("2001:db8:0:1::1", 16);
  fill("2001:db8:0:2::1", 16);
  for (const address of ["2001:db8:0:3::1", "2001:db8:0:100::1"])
    expect(() => begin(address)).toThrow("Too many downloads");
  expect(fill("192.0.2.1", 16)).toHaveLength(16);
});
