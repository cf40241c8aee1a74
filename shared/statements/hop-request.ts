import { requestClaimsSchema } from "./request.ts";
import { defineStatement } from "./statement.ts";

/** "This is asked, from elsewhere", by the server (protocol §10.2). Its claims are those of a request on the machine itself. */
export const hopRequest = defineStatement("nearside-hop-request+jwt", "kid", requestClaimsSchema);
