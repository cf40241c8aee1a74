import { describe, expect, it } from "vitest";
import { StructureError } from "../tpm/structure-reader.ts";
import { joined, sized, u16, u32 } from "../tpm/structure-writer.ts";
import { readCertify } from "./read-certify.ts";

const NAME = new Uint8Array(34).fill(1);
const DATA = new Uint8Array(32).fill(2);
const statement = ({ magic = 0xff54_4347, type = 0x8017, data = DATA, name = NAME } = {}): Uint8Array<ArrayBuffer> =>
  joined(u32(magic), u16(type), sized(NAME), sized(data), new Uint8Array(25), sized(name), sized(NAME));

describe("a TPM's statement", () => {
  it("tells what it is about, and what it answers", () => {
    expect(readCertify(statement())).toEqual({ qualifyingData: DATA, name: NAME });
  });

  it.each([
    ["a signature of something else", { magic: 0x6579_4a68 }, "magic"],
    ["a quote of registers", { type: 0x8018 }, "type"],
    ["a creation", { type: 0x801a }, "type"],
    ["too much to answer", { data: new Uint8Array(65) }, "extraData"],
    ["too long a name", { name: new Uint8Array(67) }, "name"],
  ])("is not %s", (_what, twist, what) => {
    expect(() => readCertify(statement(twist))).toThrow(new StructureError(what));
  });

  it("is not half of one, nor one with more behind it", () => {
    const whole = statement();
    for (let length = 0; length < whole.length; length += 1)
      expect(() => readCertify(whole.slice(0, length))).toThrow(StructureError);
    expect(() => readCertify(joined(whole, Uint8Array.of(0)))).toThrow(new StructureError("attested"));
  });
});
