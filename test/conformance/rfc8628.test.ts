import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { metadataSchema } from "@nearside/shared/oauth/metadata.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import * as v from "valibot";
import { expect } from "vitest";
import { metLogin } from "../kit/log-in.ts";
import { CLIENT, deny } from "../kit/login-steps.ts";
import { approvedLogin, askForLogin, deviceStatementOf, meetForLogin, poll } from "../steps/logging-in.ts";
import { machineOf } from "../steps/stage.ts";
import { argued, conforms, present } from "./requirement.ts";

const DEVICE = "/oauth/device_authorization";

conforms({
  document: "RFC 8628",
  title: "OAuth 2.0 Device Authorization Grant",
  // A poll that is held open (protocol §4.6) would take its 20 seconds here.
  settings: async () => ({ NEARSIDE_HELD_POLLS: "0" }),
  requirements: [
    present(
      "3.1",
      "MUST take the request as application/x-www-form-urlencoded, at the device authorization endpoint",
      async (stage) => {
        const login = await askForLogin(stage);
        expect(login.authorization.device_code).toMatch(/^[\w-]{22,}$/);
        expect((await stage.postJson(DEVICE, { client_id: CLIENT })).outcome).toBe("415 unsupported_media_type");
      },
    ),
    present(
      "3.1",
      "MUST treat a parameter without a value as left out, and ignore one it does not know",
      async (stage) => {
        const form = { client_id: CLIENT, scope: "", device_statement: await deviceStatementOf(stage), colour: "blue" };
        expect((await stage.postForm(DEVICE, form)).status).toBe(200);
      },
    ),
    present("3.1", "MUST take no parameter twice", async (stage) => {
      const body = `client_id=${CLIENT}&client_id=${CLIENT}`;
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      expect((await stage.send(DEVICE, { method: "POST", headers, body })).outcome).toBe("400 invalid_request");
    }),
    present("3.1", "MUST authenticate a confidential client, and demand client_id of a public one", async (stage) => {
      const form = { device_statement: await deviceStatementOf(stage) };
      expect((await stage.postForm(DEVICE, form)).outcome).toBe("401 invalid_client");
      expect((await stage.postForm(DEVICE, { ...form, client_id: "nobody" })).outcome).toBe("401 invalid_client");
    }),
    argued(
      "3.1",
      "MUST be reached by TLS",
      "the server starts without TLS on loopback only (docs/reference/configuration.md); server/config refuses the rest",
    ),
    present(
      "3.2",
      "MUST answer with a unique device_code, a user_code, a verification_uri and expires_in, as JSON that is not stored",
      async (stage) => {
        const [one, other] = [await askForLogin(stage), await askForLogin(stage)];
        expect(one.authorization.device_code).not.toBe(other.authorization.device_code);
        expect(one.authorization.user_code).not.toBe(other.authorization.user_code);
        expect(one.authorization).toMatchObject({
          verification_uri: `${stage.issuer}/approve`,
          expires_in: 300,
          interval: 1,
        });
        const form = { client_id: CLIENT, device_statement: await deviceStatementOf(stage) };
        const { headers } = await stage.postForm(DEVICE, form);
        expect(headers.get("content-type")).toMatch(/^application\/json/);
        expect(headers.get("cache-control")).toBe("no-store");
      },
    ),
    argued(
      "3.3",
      "MUST lead the person at verification_uri through the authorization by user_code",
      "a code that any browser could type is the attack this server ends (protocol §4.1): user_code is there because §3.2 demands it, and approves nothing. verification_uri_complete leads to the approval; the plain verification_uri says so",
    ),
    present("3.3.1", "verification_uri_complete SHOULD spare the person the typing", async (stage) => {
      const { authorization: answer, id } = await askForLogin(stage);
      expect(answer.verification_uri_complete).toBe(`${stage.issuer}/approve/${id}`);
    }),
    present(
      "3.4",
      "MUST take grant_type, device_code and client_id at the token endpoint, and issue for them an access token once the person approved",
      async (stage) => {
        const login = await approvedLogin(stage);
        expect((await poll(stage, login)).as(tokenAnswerSchema).token_type).toBe("DPoP");
      },
    ),
    present("3.4", "MUST refuse what lacks one of them", async (stage) => {
      const login = await approvedLogin(stage);
      const by = { by: stage.parties.session };
      const whole = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: login.authorization.device_code };
      const without = (name: keyof typeof whole) => stage.postForm("/oauth/token", { ...whole, [name]: "" }, by);
      expect((await without("grant_type")).outcome).toBe("400 invalid_request");
      expect((await without("client_id")).outcome).toBe("401 invalid_client");
      expect((await without("device_code")).outcome).toBe("400 invalid_request");
      expect((await poll(stage, login)).status).toBe(200);
    }),
    present("3.4", "MUST bind the device_code to its client", async (stage) => {
      const login = await approvedLogin(stage);
      const form = {
        grant_type: DEVICE_CODE_GRANT,
        client_id: CLIENT,
        device_code: login.authorization.device_code.slice(1),
      };
      expect((await stage.postForm("/oauth/token", form, { by: stage.parties.session })).outcome).toBe(
        "400 invalid_grant",
      );
    }),
    present("3.5", "MUST answer authorization_pending while nobody decided", async (stage) => {
      const login = await askForLogin(stage);
      expect((await poll(stage, login)).outcome).toBe("400 authorization_pending");
    }),
    present(
      "3.5",
      "MUST answer slow_down to a client that polls too fast, and continue with its login once it does not",
      async (stage, clock) => {
        const login = await askForLogin(stage);
        const by = stage.parties.session;
        const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: login.authorization.device_code };
        const ask = () => stage.postForm("/oauth/token", form, { by });
        const outcome = new Set<string>();
        for (let polls = 0; polls < 200 && !outcome.has("400 slow_down"); polls += 1)
          outcome.add((await ask()).outcome);
        expect([...outcome]).toEqual(["400 authorization_pending", "400 slow_down"]);
        clock.set(61);
        try {
          const late = Math.floor(Date.now() / 1000) + 61;
          expect((await stage.postForm("/oauth/token", form, { by, iat: late })).outcome).toBe(
            "400 authorization_pending",
          );
        } finally {
          clock.set(0);
        }
      },
    ),
    present("3.5", "MUST answer access_denied once the person said no", async (stage) => {
      const login = await metLogin(stage, machineOf(stage));
      expect((await deny(stage, login, login.met.attestation, stage.parties.extension)).outcome).toBe("200");
      expect((await poll(stage, login)).outcome).toBe("400 access_denied/denied");
    }),
    present(
      "3.5",
      "MUST answer expired_token once expires_in is over, even to a login that was approved",
      async (stage, clock) => {
        const [waiting, approved] = [await askForLogin(stage), await approvedLogin(stage)];
        clock.set(301);
        try {
          const late = { by: stage.parties.session, iat: Math.floor(Date.now() / 1000) + 301 };
          for (const { authorization: answer } of [waiting, approved]) {
            const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: answer.device_code };
            expect((await stage.postForm("/oauth/token", form, late)).outcome).toBe(
              "400 expired_token/request_expired",
            );
          }
        } finally {
          clock.set(0);
        }
      },
    ),
    present("4", "MUST name device_authorization_endpoint and the grant in its metadata", async (stage) => {
      const answer = await stage.send("/.well-known/oauth-authorization-server", {});
      const metadata = answer.as(
        v.looseObject({ ...metadataSchema.entries, grant_types_supported: v.array(v.string()) }),
      );
      expect(metadata.device_authorization_endpoint).toBe(stage.issuer + DEVICE);
      expect(metadata.grant_types_supported).toContain(DEVICE_CODE_GRANT);
    }),
    present("5.1", "user codes SHOULD NOT be guessable, and device codes MUST NOT be", async (stage) => {
      const { authorization: answer } = await askForLogin(stage);
      expect(answer.device_code.length * 6).toBeGreaterThanOrEqual(128);
    }),
    argued(
      "5.4",
      "SHOULD tell the person that a remote device asks, and let her confirm that it is in her possession",
      "nobody is asked to judge: the machine is met over loopback before anything can be approved (protocol §4.3)",
    ),
    present("5.4", "a device that was not met is approved by nobody, no matter who has its link", async (stage) => {
      const login = await askForLogin(stage);
      expect((await stage.postJson(`/api/requests/${login.id}/decision`, {})).status).toBe(400);
      await meetForLogin(stage, login);
      expect((await stage.postJson(`/api/requests/${login.id}/decision`, {})).status).toBe(200);
    }),
  ],
});
