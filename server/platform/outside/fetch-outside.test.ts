import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { type DocumentHost, startDocumentHost } from "../../../test/kit/document-host.ts";
import { fetchOutside } from "./fetch-outside.ts";

// A real host whose certificate nobody has signed but itself.

const usual = getCACertificates();
let host: DocumentHost;
beforeAll(async () => {
  host = await startDocumentHost();
});
afterEach(() => {
  vi.unstubAllEnvs();
  setDefaultCACertificates(usual);
});
afterAll(() => host.close());

const fetched = () =>
  fetchOutside(host.publish("/agent.json"), {
    ...{ privateAddresses: true, bytes: 5000, patience: 5000, redirects: 0, accept: "application/json" },
  });

it.each([undefined, "0"])(
  "a certificate that is not trusted is not taken, with NODE_TLS_REJECT_UNAUTHORIZED=%s",
  async (setting) => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", setting);
    await expect(fetched()).rejects.toMatchObject({
      code: "unreachable",
      cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
    });
    expect(host.requests).toEqual([]);
  },
);

it("a certificate that is trusted is taken", async () => {
  setDefaultCACertificates([...usual, host.certificate]);
  expect((await fetched()).body.toString()).toContain("Agent of the example");
});
