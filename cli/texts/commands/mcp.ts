import { texts as leaseTexts } from "./lease.ts";

export const texts = {
  description: "let an agent ask you for access, over the Model Context Protocol",
  name: "the agent's name (default: the program that starts this)",
  clientId: leaseTexts.clientId,
  help: `
  claude mcp add nearside -- nearside mcp --name "Claude Code"

The agent's host starts this and speaks with it over standard input and output. The agent gets four tools: request_access,
list_access, fetch and give_back. You approve each request in your own browser, on a page that the keeper of your account opens
(nearside keeper). The agent never sees that page's address, and no token. The access that you grant ends with the agent's host,
or when you end it: nearside lease end. Under a lease (nearside lease run) it asks for access that the lease does not have.`,
} as const;
