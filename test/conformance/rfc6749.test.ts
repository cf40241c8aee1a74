import { settings } from "./programs.ts";
import { conforms } from "./requirement.ts";
import { authorizationEndpoint } from "./rfc6749-authorization-endpoint.ts";
import { answers, clients, grants, tokenEndpoint } from "./rfc6749-token-endpoint.ts";
import { refreshes, security } from "./rfc6749-tokens.ts";

const requirements = [
  ...clients,
  ...authorizationEndpoint,
  ...tokenEndpoint,
  ...grants,
  ...answers,
  ...refreshes,
  ...security,
];

conforms({
  document: "RFC 6749",
  title: "The OAuth 2.0 Authorization Framework",
  settings,
  requirements: requirements.sort((a, b) => a.section.localeCompare(b.section, "en", { numeric: true })),
});
