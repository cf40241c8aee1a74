import { judgeTimes } from "@nearside/shared/chain/judge-times.ts";
import { DEVICE_STATEMENT_SECONDS } from "@nearside/shared/lifetimes.ts";
import { browserStatement } from "@nearside/shared/statements/browser.ts";
import { verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { describe, expect, it } from "vitest";
import { newVectors } from "./new-vectors.ts";
import { refusalLines, untested } from "./refusal-lines.ts";
import { codeAndField, refusalOf } from "./refusal-of.ts";
import { proofVectorsSchema, readVectors } from "./vector.ts";

const { dpop, times } = readVectors("proofs.json", proofVectorsSchema);

it("the vectors are what the generator writes", async () => {
  const fresh = (await newVectors())["proofs.json"];
  const flaws = (of: typeof dpop.vectors | typeof times.vectors) =>
    of.map(({ name, why, layer, code, field }) => ({ name, why, layer, code, field }));
  expect(flaws(fresh.dpop.vectors)).toEqual(flaws(dpop.vectors));
  expect(flaws(fresh.times.vectors)).toEqual(flaws(times.vectors));
});

describe("DPoP (RFC 9449 §4.3)", () => {
  it("takes the honest proof", async () => {
    const { proof, method, url, jkt } = dpop.honest;
    expect(await verifyDpop(proof, method, url)).toMatchObject({ jkt });
  });

  it.each(dpop.vectors.map((vector) => [vector.name, vector] as const))("refuses: %s", async (_name, vector) => {
    const { code, field, proof = dpop.honest.proof, method = dpop.honest.method, url = dpop.honest.url } = vector;
    expect(codeAndField(await refusalOf(() => verifyDpop(proof, method, url)))).toEqual({ code, field });
  });

  it("refuses by every line of its source", () => {
    expect(untested(refusalLines("statements/dpop.ts"), dpop.vectors)).toEqual([]);
  });
});

describe("statements of a machine (protocol §2)", () => {
  const judge = async (statement: "refresh" | "browser", text: string) => {
    const { claims } = await (statement === "refresh" ? refreshStatement : browserStatement).read(text);
    judgeTimes(claims, times.at, DEVICE_STATEMENT_SECONDS);
  };

  it.each(["refresh", "browser"] as const)("the honest %s statement is taken", async (statement) => {
    await judge(statement, times.honest[statement]);
  });

  it.each(times.vectors.map((vector) => [vector.layer, vector.name, vector] as const))(
    "%s refuses: %s",
    async (layer, _name, { statement, text, code, field }) => {
      expect(codeAndField(await refusalOf(() => judge(statement, text)))).toEqual({ code, field });
      const readable = await refusalOf(() =>
        (statement === "refresh" ? refreshStatement : browserStatement).read(text),
      );
      expect(readable === undefined).toBe(layer === "judgeTimes");
    },
  );

  it("are refused by every line of judge-times.ts", () => {
    expect(untested(refusalLines("chain/judge-times.ts"), times.vectors)).toEqual([]);
  });
});
