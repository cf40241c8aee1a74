import { randomBytes } from "node:crypto";
import { readHostKey } from "@nearside/shared/ssh/host-key.ts";
import { isHostSignature } from "@nearside/shared/ssh/verify-host-signature.ts";
import { WireError } from "@nearside/shared/ssh/wire-reader.ts";
import { describe, expect, it } from "vitest";
import { newSshHost } from "../kit/ssh-host.ts";

const TYPES = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"] as const;
const bytes = (buffer: Buffer) => new Uint8Array(buffer);

describe.each(TYPES)("a host with a key of type %s", (type) => {
  const host = newSshHost(type);

  it("is known by its plain key, with a certificate or without", async () => {
    const plain = await readHostKey(bytes(host.key));
    const certified = await readHostKey(bytes(host.certificate));
    expect(plain).toMatchObject({ type, fingerprint: host.fingerprint });
    expect(certified).toMatchObject({ type, fingerprint: host.fingerprint, blob: bytes(host.key) });
  });

  it("signs the session, and no other one", async () => {
    const key = await readHostKey(bytes(host.key));
    // numbers of every length occur: a short r or s has fewer bytes
    for (let times = 0; times < 40; times += 1) {
      const session = bytes(randomBytes(32));
      const signature = bytes(host.signs(session));
      expect(await isHostSignature(key, session, signature)).toBe(true);
      expect(await isHostSignature(key, bytes(randomBytes(32)), signature)).toBe(false);
      expect(await isHostSignature(key, session, bytes(newSshHost("ssh-ed25519").signs(session)))).toBe(false);
    }
  });

  it("has one form, and no byte more or less", async () => {
    await expect(readHostKey(bytes(Buffer.concat([host.key, Buffer.from([0])])))).rejects.toThrow(WireError);
    for (let length = 0; length < host.key.length; length += 1)
      await expect(readHostKey(bytes(host.key.subarray(0, length)))).rejects.toThrow(WireError);
  });
});

it("takes both RSA signatures of today, and none with SHA-1", async () => {
  const host = newSshHost("ssh-rsa");
  const [key, session] = [await readHostKey(bytes(host.key)), bytes(randomBytes(32))];
  const verdicts = (["rsa-sha2-256", "rsa-sha2-512", "ssh-rsa"] as const).map((algorithm) =>
    isHostSignature(key, session, bytes(host.signs(session, algorithm))),
  );
  expect(await Promise.all(verdicts)).toEqual([true, true, false]);
});
