import { expect } from "vitest";
import { type DocumentHost, startDocumentHost } from "../kit/document-host.ts";
import { askRedirect, authorize, sentHere } from "../kit/redirect-steps.ts";
import { machineOf, type Stage } from "../steps/stage.ts";
import { metadataOf } from "./published.ts";
import { argued, conforms, present, type Settings } from "./requirement.ts";

let host: DocumentHost;
const settings: Settings = async (atEnd) => {
  host = await startDocumentHost();
  atEnd(() => host.close());
  return {
    NODE_EXTRA_CA_CERTS: host.certificateFile,
    NEARSIDE_CLIENT_METADATA: host.host,
    NEARSIDE_CLIENT_METADATA_SCOPES: "read",
    NEARSIDE_CLIENT_METADATA_OWN_NETWORK: "true",
  };
};

/** The statuses with which programs of those ids are answered at the authorization endpoint: 303 if they may go on. */
const answers = (stage: Stage, ids: readonly string[]): Promise<readonly number[]> =>
  Promise.all(ids.map(async (id) => (await authorize(stage, id)).status));
const refused = async (stage: Stage, ids: readonly string[]): Promise<void> =>
  expect(await answers(stage, ids)).toEqual(ids.map(() => 400));

conforms({
  document: "draft-ietf-oauth-client-id-metadata-document",
  title: "OAuth Client ID Metadata Document",
  settings,
  requirements: [
    present("3", "MUST take as an id only an https address with a path, without user and fragment", async (stage) => {
      const id = host.publish("/agent.json");
      await refused(stage, [
        id.replace("https:", "http:"),
        host.origin,
        id.replace("https://", "https://user@"),
        `${id}#here`,
      ]);
      expect(await answers(stage, [id])).toEqual([303]);
    }),
    present("3", "MUST take none with single-dot or double-dot path components", async (stage) => {
      await refused(stage, [`${host.origin}/./agent.json`, `${host.origin}/a/../agent.json`]);
    }),
    present("3", "MUST compare ids as texts", async (stage) => {
      const id = host.publish("/agent.json");
      await refused(stage, [id.toUpperCase().replace("HTTPS", "https"), id.replace("agent", "%61gent")]);
    }),
    present("4", "MUST take a document only if its client_id is the address from which it came", async (stage) => {
      await refused(stage, [
        host.publish("/other.json", { client_id: host.publish("/agent.json") }),
        host.publish("/nobody.json", { client_id: undefined }),
      ]);
    }),
    present("4.1", "MUST take none that signs in by a shared secret, or has one", async (stage) => {
      const methods = ["client_secret_post", "client_secret_basic", "client_secret_jwt"];
      await refused(stage, [
        ...methods.map((method) => host.publish(`/${method}.json`, { token_endpoint_auth_method: method })),
        host.publish("/secret.json", { client_secret: "secret" }),
        host.publish("/expires.json", { client_secret_expires_at: 0 }),
      ]);
    }),
    argued(
      "4.1",
      "MUST NOT have private keys in the document",
      "it binds who writes it; no key of the document is used here",
    ),
    present("4.2", "MUST send the browser back to an address of the document alone", async (stage) => {
      const id = host.publish("/agent.json");
      const others = [
        "http://127.0.0.1:5000/other",
        "http://127.0.0.2:5000/callback",
        "https://agent.example/callback",
      ];
      for (const redirect_uri of others) {
        const { status, headers } = await authorize(stage, id, { redirect_uri });
        expect([status, headers.get("location")]).toEqual([400, null]);
      }
    }),
    argued(
      "4.2",
      "MUST compare redirect addresses as texts",
      "of loopback addresses the port does not count (RFC 8252 §7.3), and no other address is taken",
    ),
    present("5", "MUST take every status but 200 for a failure, and MUST NOT follow a redirect", async (stage) => {
      host.publish("/secret-place.json");
      for (const status of [201, 204, 301, 302, 307, 404, 500])
        host.answers(`/${status}.json`, (answer) =>
          answer.writeHead(status, { location: "/secret-place.json", "content-type": "application/json" }).end("{}"),
        );
      await refused(
        stage,
        [201, 204, 301, 302, 307, 404, 500].map((status) => `${host.origin}/${status}.json`),
      );
      expect(host.requests).not.toContain("/secret-place.json");
    }),
    present("5", "SHOULD fetch the document again, as it may change", async (stage, clock) => {
      const id = host.publish("/again.json", {}, { "cache-control": "max-age=60" });
      await sentHere(stage, id);
      host.publish("/again.json", { client_name: "Another name" });
      clock.set(61);
      expect((await sentHere(stage, id)).claims.client.name).toBe("Another name");
      clock.set(0);
    }),
    present("5.1", "SHOULD end the request where the document cannot be fetched", async (stage) => {
      const { status, headers } = await authorize(stage, `${host.origin}/missing.json`);
      expect([status, headers.get("location")]).toEqual([400, null]);
    }),
    present("5.2", "SHOULD respect cache headers, within bounds of its own", async (stage) => {
      const id = host.publish("/kept.json", {}, { "cache-control": "no-store" });
      await answers(stage, [id]);
      await answers(stage, [id]);
      expect(host.requests.filter((path) => path === "/kept.json")).toHaveLength(1);
    }),
    present("5.2", "MUST NOT cache a failure, or a document that is malformed", async (stage) => {
      await refused(stage, [`${host.origin}/late.json`, host.publish("/mended.json", { client_name: "" })]);
      expect(await answers(stage, [host.publish("/late.json"), host.publish("/mended.json")])).toEqual([303, 303]);
    }),
    present("6", "MUST say client_id_metadata_document_supported in its metadata", async (stage) => {
      expect((await metadataOf(stage))["client_id_metadata_document_supported"]).toBe(true);
    }),
    present("7.1", "SHOULD give no other client an id that begins with https://", async (stage) => {
      const id = host.publish("/agent.json");
      const asked = await sentHere(stage, id);
      expect((await askRedirect(stage, machineOf(stage), asked)).status).toBe(200);
      const listed = await stage.server.shell("clients", "list");
      expect(listed.match(/https:\/\/\S+\.json/g)).toEqual([id]);
    }),
  ],
});
