import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrolledMachine } from "../testing/enrol.ts";
import { expectRefusal } from "../testing/ledger.ts";
import { type RedeemedLogin, redeemedLogin } from "../testing/log-in.ts";
import { refresh } from "../testing/login-steps.ts";
import type { EnrolledMachine } from "../testing/machine.ts";
import { openTestServer, type TestServer } from "../testing/test-server.ts";

// The parameter `scope` of a refresh (RFC 6749 §6): less for this one access token, and never more.

let server: TestServer;
let machine: EnrolledMachine;
let login: RedeemedLogin;
beforeAll(async () => {
  server = await openTestServer();
  machine = await enrolledMachine(server, "alice");
  login = await redeemedLogin(server, machine, { scope: "openid read write" });
});
afterAll(() => server.close());

describe("a refresh", () => {
  it("gives an access token of the scope asked for, and its refresh token keeps all that was granted", async () => {
    const less = await refresh(server, machine, login, login.tokens.refresh_token, { form: { scope: "read" } });
    const narrow = less.as(tokenAnswerSchema);
    expect(narrow).not.toHaveProperty("id_token");
    expect([narrow.scope, (await accessToken.read(narrow.access_token)).claims.scope]).toEqual(["read", "read"]);
    const all = (await refresh(server, machine, login, narrow.refresh_token)).as(tokenAnswerSchema);
    expect((await accessToken.read(all.access_token)).claims.scope).toBe("openid read write");
    login = { ...login, tokens: all };
  });

  it.each(["profile", "read admin", "read read", "read  write", "READ", " "])("gives none for %j", async (scope) => {
    const more = () => refresh(server, machine, login, login.tokens.refresh_token, { form: { scope } });
    await expectRefusal(server, more, { said: "400 invalid_scope", event: null });
  });
});
