// An MCP client that knows nothing of Nearside, by a library of others as its documentation says: it logs in by a loopback redirect and
// calls the tools of the café. It prints the addresses that it would open in a browser, and then what it got.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";

const [, , library, serverUrl, clientMetadataUrl] = process.argv;
const say = (about) => console.log(JSON.stringify(about));

let answered;
const listener = createServer((request, response) => {
  const { searchParams } = new URL(request.url, "http://127.0.0.1");
  response.end("You can close this window.");
  answered?.(searchParams);
});
await new Promise((listening) => listener.listen(0, "127.0.0.1", listening));
const redirectUrl = `http://127.0.0.1:${listener.address().port}/callback`;

const kept = {};
let waits;
const provider = {
  redirectUrl,
  clientMetadataUrl,
  clientMetadata: {
    client_name: "Agent of the example",
    redirect_uris: [redirectUrl],
    grant_types: ["authorization_code"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  },
  state: () => {
    kept.state = randomBytes(16).toString("base64url");
    return kept.state;
  },
  saveState: (state) => {
    kept.state = state;
  },
  storedState: () => kept.state,
  clientInformation: () => kept.client ?? (library === "ai" ? { client_id: clientMetadataUrl } : undefined),
  saveClientInformation: (client) => {
    kept.client = client;
  },
  tokens: () => kept.tokens,
  saveTokens: (tokens) => {
    kept.tokens = tokens;
  },
  saveCodeVerifier: (verifier) => {
    kept.verifier = verifier;
  },
  codeVerifier: () => kept.verifier,
  redirectToAuthorization: (url) => {
    waits = new Promise((resolve) => {
      answered = resolve;
    });
    say({ open: String(url) });
  },
};

/** Does it and, where that needs a login, logs in and does it again. */
async function withLogin(act, finish) {
  try {
    return await act();
  } catch (error) {
    if (waits === undefined) throw error;
    const parameters = await waits;
    waits = undefined;
    await finish(parameters);
    return act();
  }
}

const { call, close } = await (library === "ai" ? bySdkOfVercel() : byOfficialSdk());
const listed = await call("list_orders", {});
say({ listed });
const placed = await call("place_order", { item: "three teas" });
say({ placed, scope: kept.tokens.scope, refresh: kept.tokens.refresh_token !== undefined });
await close();
listener.close();

async function byOfficialSdk() {
  const { Client, StreamableHTTPClientTransport } =
    library === "v1"
      ? {
          ...(await import("@modelcontextprotocol/sdk/client/index.js")),
          ...(await import("@modelcontextprotocol/sdk/client/streamableHttp.js")),
        }
      : await import("@modelcontextprotocol/client");
  let client;
  let transport;
  const connect = async () => {
    client = new Client({ name: "agent", version: "1.0.0" });
    transport = new StreamableHTTPClientTransport(new URL(serverUrl), { authProvider: provider });
    await client.connect(transport);
  };
  const finish = (parameters) =>
    library === "v1"
      ? transport.finishAuth(parameters.get("code"), parameters.get("iss") ?? undefined)
      : transport.finishAuth(parameters);
  await withLogin(connect, finish);
  return {
    call: (name, args) =>
      withLogin(async () => (await client.callTool({ name, arguments: args })).content[0].text, finish),
    close: () => client.close(),
  };
}

async function bySdkOfVercel() {
  const { auth, createMCPClient } = await import("@ai-sdk/mcp");
  const connect = () => createMCPClient({ transport: { type: "http", url: serverUrl, authProvider: provider } });
  const finish = (parameters) =>
    auth(provider, {
      serverUrl,
      authorizationCode: parameters.get("code"),
      callbackState: parameters.get("state"),
      callbackIssuer: parameters.get("iss"),
    });
  const client = await withLogin(connect, finish);
  const tools = await client.tools();
  return {
    call: (name, args) =>
      withLogin(
        async () => (await tools[name].execute(args, { toolCallId: "1", messages: [] })).content[0].text,
        finish,
      ),
    close: () => client.close(),
  };
}
