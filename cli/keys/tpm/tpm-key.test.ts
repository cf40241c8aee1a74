import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SoftwareTpm, startSoftwareTpm } from "../../../test/kit/software-tpm.ts";
import { sign } from "./commands/signing.ts";
import { openTpm, type Tpm } from "./connection/open-tpm.ts";
import { TpmError } from "./connection/tpm-error.ts";
import { describeTpm } from "./describe-tpm.ts";
import { createDeviceKey, type TpmKey, withWrappedKey, wrappedKeyOf } from "./tpm-key.ts";
import { tpmSigner } from "./tpm-signer.ts";

// Against a real TPM 2.0 in software.

const HEADER = { alg: "ES256", typ: "test+jwt" } as const;
const payload = (text: string): Uint8Array => new TextEncoder().encode(text);
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no error",
    (error: unknown) => (error instanceof TpmError ? error.code : String(error)),
  );

let root: string;
let software: SoftwareTpm;
let tpm: Tpm;
let key: TpmKey;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "nearside-tpm-"));
  software = await startSoftwareTpm(join(root, "one"));
  tpm = openTpm(software.setting, "linux");
  key = await createDeviceKey(tpm);
});
afterAll(async () => {
  await software.stop();
  await rm(root, { recursive: true, force: true });
});

describe("a key in the TPM", () => {
  it("signs, a hundred times, what anybody can verify", async () => {
    const signer = await tpmSigner(tpm, key);
    for (let count = 0; count < 100; count += 1)
      await verifySignature({ jws: await signer.sign(HEADER, payload(`text ${count}`)) }, key.jwk);
  });

  it("signs for several processes at once", async () => {
    const program = fileURLToPath(new URL("../../testing/sign-with-tpm.ts", import.meta.url));
    const input = JSON.stringify({ setting: software.setting, key, times: 10 });
    const run = async (): Promise<number> => {
      const child = spawn(process.execPath, [program, input], { stdio: "inherit" });
      const [code] = await once(child, "exit");
      return code;
    };
    expect(await Promise.all([run(), run(), run(), run()])).toEqual([0, 0, 0, 0]);
    const signer = await tpmSigner(tpm, key);
    await Promise.all(Array.from({ length: 20 }, (_, count) => signer.sign(HEADER, payload(`at once ${count}`))));
  });

  it("is there after the TPM was switched off", async () => {
    await software.stop();
    expect(await codeOf((await tpmSigner(tpm, key)).sign(HEADER, payload("nobody there")))).toBe("tpm_missing");
    software = await startSoftwareTpm(join(root, "one"));
    const jws = await (await tpmSigner(tpm, key)).sign(HEADER, payload("again"));
    await verifySignature({ jws }, key.jwk);
  });

  it("is of no use to another TPM", async () => {
    const other = await startSoftwareTpm(join(root, "two"));
    try {
      const signer = await tpmSigner(openTpm(other.setting, "linux"), key);
      expect(await codeOf(signer.sign(HEADER, payload("stolen")))).toBe("tpm_key_lost");
      expect(await describeTpm(openTpm(other.setting, "linux"))).toMatchObject({ manufacturer: "IBM" });
    } finally {
      await other.stop();
    }
  });

  it("leaves nothing in the TPM, which has room for three, whatever goes wrong", async () => {
    const use = tpm.run((connection) =>
      withWrappedKey(connection, wrappedKeyOf(key), (handle) => sign(connection, handle, new Uint8Array(7))),
    );
    expect(await codeOf(use)).toBe("tpm_failed");
    for (let count = 0; count < 8; count += 1)
      await expect(
        tpm.run((connection) =>
          withWrappedKey(connection, wrappedKeyOf(key), () => Promise.reject(new Error("in the middle"))),
        ),
      ).rejects.toThrow("in the middle");
    await (await tpmSigner(tpm, key)).sign(HEADER, payload("still room"));
  });

  it("is not taken for another key, nor from blobs that are damaged", async () => {
    const other = await createDeviceKey(tpm);
    const damaged = (blob: string): string => `${blob.slice(0, 40)}${blob[40] === "A" ? "B" : "A"}${blob.slice(41)}`;
    for (const wrong of [
      { ...key, jwk: other.jwk },
      { ...key, publicBlob: other.publicBlob },
      { ...key, publicBlob: key.publicBlob.slice(0, 40) },
      { ...key, publicBlob: "!" },
      { ...key, privateBlob: "x" },
    ])
      expect(await codeOf(tpmSigner(tpm, wrong))).toBe("tpm_key_lost");
    for (const wrong of [
      { ...key, privateBlob: other.privateBlob },
      { ...key, privateBlob: damaged(key.privateBlob) },
    ])
      expect(await codeOf((await tpmSigner(tpm, wrong)).sign(HEADER, payload("x")))).toBe("tpm_key_lost");
  });
});
