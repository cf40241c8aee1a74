import { Agent } from "node:https";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { type DocumentHost, startDocumentHost } from "../../../test/kit/document-host.ts";
import { fetchOutside } from "./fetch-outside.ts";
import { postOutside } from "./post-outside.ts";

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

it("an answer that switches protocols is a failure, and nothing waits for it", async () => {
  setDefaultCACertificates([...usual, host.certificate]);
  host.answers("/agent.json", ({ socket }) => socket?.write(SWITCHING));
  const address = `${host.origin}/agent.json`;
  const limits = { privateAddresses: true, bytes: 5000, patience: 60_000, redirects: 0, accept: "application/json" };
  await expect(fetchOutside(address, limits)).rejects.toMatchObject({ code: "unreachable" });
  const agent = new Agent({ keepAlive: true });
  const posted = { headers: {}, body: "{}", privateAddresses: true, roots: host.certificate, agent, patience: 60_000 };
  const stopping = new AbortController().signal;
  await expect(postOutside(address, { ...posted, stopping })).rejects.toMatchObject({ code: "unreachable" });
  agent.destroy();
});

const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
