import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Authority, inDays, payloadOf, spoilt } from "../../../../test/kit/metadata-authority.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import { eventsSince } from "../../../testing/ledger.ts";
import { type MetadataStage, openMetadataStage } from "../../../testing/metadata-stage.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { loadMetadata } from "./active-metadata.ts";
import { BlobRefused } from "./blob-refused.ts";
import { MAX_BLOB } from "./fetch-blob.ts";
import { loadMetadataRoots } from "./metadata-roots.ts";
import { findSource, findTakenBlob, keepBlob } from "./metadata-store.ts";
import { refreshIfDue, refreshMetadata } from "./refresh-metadata.ts";
import { setMetadataSource } from "./set-source.ts";
import { verifyBlob } from "./verify-blob.ts";

const MODEL = { aaguid: "00112233-4455-6677-8899-aabbccddeeff", description: "Example Key" };

describe.each(DATABASES)("metadata on %s", (database) => {
  let stage: MetadataStage;
  beforeEach(async () => {
    stage = await openMetadataStage({ database });
  });
  afterEach(() => stage.close());

  const services = () => stage.server.services;
  const standing = async () => (await findTakenBlob(services().db))?.no;
  const nameNow = () => services().metadata.current?.models.get(MODEL.aaguid)?.name;

  it("is taken from a file, kept, and there again when a server starts without its source", async () => {
    expect(await stage.publish(7, [MODEL])).toEqual({ state: "taken", no: 7 });
    expect(nameNow()).toBe("Example Key");
    const again = await loadMetadata(services().db, services().metadataRoots.id);
    expect(again.current?.models.get(MODEL.aaguid)?.name).toBe("Example Key");
    expect(again.current?.nextUpdate).toBe(inDays(Date.parse("2026-11-24"), 30));
    expect(await refreshMetadata(services())).toEqual({ state: "unchanged", no: 7 });
    const kinds = (await eventsSince(stage.server, 0)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith("metadata"))).toEqual(["metadata_taken"]);
  });

  it("is renewed by a later number, and never by an earlier one: that would hide what was reported since", async () => {
    await stage.publish(7, [MODEL]);
    expect(await stage.publish(9, [{ ...MODEL, description: "Renamed" }])).toEqual({ state: "taken", no: 9 });
    expect(nameNow()).toBe("Renamed");
    expect(await stage.publish(8, [MODEL])).toEqual({ state: "failed", problem: "older" });
    expect([await standing(), nameNow()]).toEqual([9, "Renamed"]);
    expect((await findSource(services().db)).problem).toBe("older");
    expect(await stage.publish(10, [MODEL])).toEqual({ state: "taken", no: 10 });
    expect((await findSource(services().db)).problem).toBeNull();
  });

  it("is not rolled back by clearing the source, nor by other roots in between: the highest number is kept", async () => {
    await stage.publish(9, [MODEL]);
    const metadata = { ...services().config.metadata, source: undefined };
    const inConsole = { ...services(), config: { ...services().config, metadata } };
    for (const address of ["https://127.0.0.1:9/", null])
      expect(await setMetadataSource(inConsole, address, SERVER_SHELL)).toBe("set");
    await services().metadata.follow();
    expect([await standing(), nameNow()]).toEqual([undefined, undefined]);
    expect(await stage.publish(8, [MODEL])).toEqual({ state: "failed", problem: "older" });
    expect([await standing(), nameNow()]).toEqual([undefined, undefined]);
    expect(await stage.publish(9, [MODEL])).toEqual({ state: "taken", no: 9 });

    const payload = { no: 1, nextUpdate: "2026-01-01", entries: [] };
    const others = { roots: "others", no: 1, nextUpdate: 0, source: "s", takenAt: 1 };
    await services()
      .db.transaction()
      .execute((trx) => keepBlob(trx, others, payload));
    expect(await stage.publish(8, [MODEL])).toEqual({ state: "failed", problem: "older" });
    expect(await stage.publish(10, [MODEL])).toEqual({ state: "taken", no: 10 });
  });

  it("of several numbers at once keeps the highest, no matter which comes last", async () => {
    const keep = (no: number) => {
      const payload = { no, nextUpdate: "2026-01-01", entries: [] };
      const blob = { roots: "r", no, nextUpdate: 0, source: "s", takenAt: 1 };
      return services()
        .db.transaction()
        .execute((trx) => keepBlob(trx, blob, payload));
    };
    await Promise.all([3, 5, 4, 1].map(keep));
    expect(await standing()).toBe(5);
  });

  it("stays as it is when the source gives nothing good, and says why once", async () => {
    await stage.publish(7, [MODEL]);
    const stranger = await Authority.root("Stranger");
    const good = payloadOf(8, inDays(services().clock(), 30), [MODEL]);
    const blob = await stage.authority.blob(good);
    const wrong: readonly (readonly [string, string])[] = [
      ["malformed", ""],
      ["malformed", "a.b"],
      ["malformed", `${blob} `.repeat(2)],
      ["malformed", blob.replace(/^[^.]*/, Buffer.from('{"alg":"none"}').toString("base64url"))],
      ["malformed", await stage.authority.blob({ ...good, no: -1 })],
      ["malformed", await stage.authority.blob({ ...good, entries: null })],
      ["malformed", await stage.authority.blob({ ...good, nextUpdate: "soon" })],
      ["malformed", await stage.authority.blob([])],
      ["untrusted", await stranger.blob(good)],
      ["bad_signature", spoilt(blob)],
      ["too_large", "a".repeat(MAX_BLOB + 1)],
    ];
    for (const [problem, text] of wrong) {
      stage.write(text);
      expect(await refreshMetadata(services()), text.slice(0, 40)).toEqual({ state: "failed", problem });
      expect([await standing(), nameNow()]).toEqual([7, "Example Key"]);
    }
    const refused = (await eventsSince(stage.server, 0)).filter(({ kind }) => kind === "metadata_refused");
    expect(refused).toHaveLength(4); // each problem in a row is logged once
    stage.write(blob);
    expect(await refreshMetadata(services())).toEqual({ state: "taken", no: 8 });
  });

  it("spoilt anywhere is refused, and never by an error of ours", async () => {
    const roots = services().metadataRoots;
    const blob = await stage.authority.blob(payloadOf(8, inDays(services().clock(), 30), [MODEL]));
    const spoilers = ["", "A", ".", "-", "\u{1f5dd}"];
    for (let at = 0; at < blob.length; at += 7) {
      const text = `${blob.slice(0, at)}${spoilers[at % spoilers.length]}${blob.slice(at + 1)}`;
      const error = await verifyBlob(text, roots, services().clock()).catch((error: unknown) => error);
      if (text !== blob) expect(error, text).toBeInstanceOf(BlobRefused);
    }
  });

  it("is believed under its own roots only, and through valid authorities alone", async () => {
    const payload = payloadOf(1, inDays(services().clock(), 30), []);
    const between = await stage.authority.below("Between");
    const leaf = await stage.authority.below("Only a web server", { ca: false });
    const over = await stage.authority.below("Over", { until: new Date(services().clock() - 1000) });
    const outcomeOf = async (authority: Authority) => {
      stage.write(await authority.blob(payload, { between: [authority] }));
      return refreshMetadata(services());
    };
    expect(await outcomeOf(leaf)).toEqual({ state: "failed", problem: "untrusted" });
    expect(await outcomeOf(over)).toEqual({ state: "failed", problem: "untrusted" });
    expect(await outcomeOf(between)).toEqual({ state: "taken", no: 1 });
    const others = await loadMetadata(services().db, loadMetadataRoots(undefined).id);
    expect(others.current).toBeUndefined();
  });

  it("under roots that certify everybody is the named signer's alone", async () => {
    const roots = { ...services().metadataRoots, signer: "mds.fidoalliance.org" };
    const payload = payloadOf(1, inDays(services().clock(), 30), []);
    const judge = async (name: string) =>
      verifyBlob(await stage.authority.blob(payload, { name }), roots, services().clock());
    await expect(judge("CN=shop.example")).rejects.toMatchObject({ code: "wrong_signer" });
    expect((await judge("CN=mds.fidoalliance.org")).no).toBe(1);
    expect(loadMetadataRoots(undefined)).toMatchObject({ signer: "mds.fidoalliance.org" });
    await expect(judge("CN=mds.fidoalliance.org").then(() => verifyBlob("a.b.c", roots, 0))).rejects.toMatchObject({
      code: "malformed",
    });
  });

  it("is used after its time, and looked for by itself: by one server, when it is time", async () => {
    await stage.publish(7, [MODEL], { days: 1 });
    stage.server.pass(2 * 86_400);
    expect(nameNow()).toBe("Example Key");
    const payload = payloadOf(8, inDays(services().clock(), 30), [{ ...MODEL, description: "Renewed" }]);
    stage.write(await stage.authority.blob(payload));
    await Promise.all([refreshIfDue(services()), refreshIfDue(services())]);
    expect(nameNow()).toBe("Renewed");
    const taken = (await eventsSince(stage.server, 0)).filter(({ kind }) => kind === "metadata_taken");
    expect(taken).toHaveLength(2);
    stage.write(await stage.authority.blob({ ...payload, no: 9 }));
    await refreshIfDue(services()); // no refresh is due
    expect(await standing()).toBe(8);
  });
});
