// Another program's own login by the SDK, in a place that knows nothing of the person.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repository } from "../support/repository.ts";

/** It prints each event, then the person and how many parts her token has; the page's address goes to stderr. */
export const SDK_PROGRAM = `
import { Nearside } from ${JSON.stringify(pathToFileURL(join(repository, "cli/dist/sdk.js")).href)};
const onEvent = ({ type, url }) => { console.log(type); if (url) console.error(url); };
const nearside = await Nearside.open({ clientId: "short", onEvent });
const session = await nearside.signIn({ scope: "read" });
await new Promise((wait) => setTimeout(wait, 1000)); // of less than a whole minute a token is renewed
const { accessToken } = await session.token();
console.log(session.user.name, accessToken.split(".").length);
`;

/** The program prints this. If its tokens last a minute, the first one may be just enough, or is renewed. */
export const SDK_PRINTED = /^approval_needed\nsigned_in\n(?:renewing\n)?admin 3\n$/m;
