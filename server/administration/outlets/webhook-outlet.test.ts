import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { recordBeside } from "./event-record.ts";
import { signatureOf, webhookOutlet } from "./webhook-outlet.ts";

it("signs as Standard Webhooks says, by its example", () => {
  const secret = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
  const body = '{"test": 2432232314}';
  expect(signatureOf(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)).toBe(
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  );
});

it("says what is wrong with the file of its secret, and calls nobody", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nearside-webhook-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const secretFile = join(folder, "secret");
  const outlet = webhookOutlet({ url: "https://127.0.0.1:1/", secretFile, ownNetwork: true, roots: undefined });
  const record = recordBeside("https://login.example.com", 1, { id: "t", kind: "test", data: {}, after: 0 });
  const send = () => outlet.send([record], { now: 1, signal: new AbortController().signal });
  await expect(send()).rejects.toThrow("can't be read");
  for (const text of ["", "whsec_c2hvcnQ=\n", `${"A".repeat(44)}\n`.repeat(5)]) {
    writeFileSync(secretFile, text);
    await expect(send()).rejects.toThrow("must have 1 to 4 secrets of 24 to 64 bytes");
  }
  writeFileSync(secretFile, `${"A".repeat(44)}\n`);
  await expect(send()).rejects.toThrow("it can't be reached over TLS");
});
