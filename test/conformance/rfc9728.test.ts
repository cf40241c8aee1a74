import { randomUUID } from "node:crypto";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import * as v from "valibot";
import { afterAll, expect } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { knowing } from "../steps/people.ts";
import { now, type Stage } from "../steps/stage.ts";
import { startOrdersApi } from "../support/orders-api.ts";
import type { Process } from "../support/process.ts";
import { metadataOf } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";

const API = `http://localhost:${await freePort()}`;
const WELL_KNOWN = `${API}/.well-known/oauth-protected-resource`;
const program = { id: CLIENT, name: "Nearside command line", scopes: ["orders:read"], resources: [API] };
const descriptionSchema = v.looseObject({ resource: v.string(), authorization_servers: v.array(v.string()) });

/** The API of examples/, which trusts this server. */
let api: Promise<Process> | undefined;
afterAll(async () => (await api)?.stop());
const running = ({ issuer }: Stage): Promise<Process> => {
  api ??= startOrdersApi({ issuer, origin: API, env: { PATH: process.env["PATH"] ?? "" } });
  return api;
};

async function described(stage: Stage) {
  await running(stage);
  const answer = await fetch(WELL_KNOWN);
  return { answer, description: v.parse(descriptionSchema, await answer.json()) };
}

conforms({
  document: "RFC 9728",
  title: "OAuth 2.0 Protected Resource Metadata (the sample API's, and what the server owes it)",
  settings: (atEnd) => knowing(atEnd, [program]),
  requirements: [
    present(
      "2",
      "MUST say resource, as clients ask for it, and names the servers whose tokens are taken",
      async (stage) => {
        const { description } = await described(stage);
        expect(description).toMatchObject({ resource: API, authorization_servers: [stage.issuer] });
      },
    ),
    present(
      "2",
      "says how tokens are shown: bound ones alone, with which algorithms, for which scopes",
      async (stage) => {
        expect((await described(stage)).description).toMatchObject({
          bearer_methods_supported: [],
          dpop_bound_access_tokens_required: true,
          dpop_signing_alg_values_supported: (await metadataOf(stage))["dpop_signing_alg_values_supported"],
          scopes_supported: ["orders:read", "orders:write"],
        });
      },
    ),
    present("3.2", "MUST be answered by 200 and application/json", async (stage) => {
      const { answer } = await described(stage);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
    }),
    present("3.3", "MUST lie where its resource's address says", async (stage) => {
      const { description } = await described(stage);
      expect(`${new URL(description.resource).origin}/.well-known/oauth-protected-resource`).toBe(WELL_KNOWN);
      expect((await fetch(`${WELL_KNOWN}/else`)).status).toBe(401); // of no resource: guarded as everything is
    }),
    argued(
      "4",
      "MAY list in the server's metadata the resources that it knows",
      "which APIs there are is for those who may ask for them: the operator wrote them down client by client",
    ),
    present(
      "5.1",
      "names its description in the challenge, from which the server's own description is found (RFC 8414)",
      async (stage) => {
        await running(stage);
        const refused = await fetch(`${API}/orders`);
        expect(refused.status).toBe(401);
        expect(refused.headers.get("www-authenticate")).toContain(`resource_metadata="${WELL_KNOWN}"`);
        const [issuer] = (await described(stage)).description.authorization_servers;
        const metadata = await (await fetch(`${issuer}/.well-known/oauth-authorization-server`)).json();
        expect(metadata).toMatchObject({ issuer });
      },
    ),
    present(
      "7.4",
      "gives tokens for the resource that was described, and the API takes them and no others",
      async (stage) => {
        const { description } = await described(stage);
        const call = async (resource?: string) => {
          const more = resource === undefined ? {} : { resource };
          const { access_token } = (await redeemedLogin(stage, "orders:read", more)).tokens;
          const proof = {
            method: "GET",
            url: `${API}/orders`,
            jti: randomUUID(),
            iat: now(),
            accessToken: access_token,
          };
          const dpop = await signDpop(stage.parties.session, proof);
          return (await fetch(`${API}/orders`, { headers: { authorization: `DPoP ${access_token}`, dpop } })).status;
        };
        expect([await call(description.resource), await call()]).toEqual([200, 401]);
      },
    ),
    argued(
      "2.2, 3.3, 5, 7",
      "MUST check signed metadata, addresses and redirects",
      "they bind the client and the API: cli/ and resource/, with their tests",
    ),
  ],
});
