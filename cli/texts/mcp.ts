export const texts = {
  waits: "Another request waits for the person. Wait for that answer first.",
  tooOften: ({ most }: { readonly most: number }): string =>
    `You have asked ${most} times within ten minutes, which is the limit. Continue without it, or ask again in some minutes.`,
  approved: "The person has approved it.",
  asked:
    "The person was asked in the browser on this computer. There is nothing else to do: call list_access for the answer.",
  askFirst: "Ask for it first: request_access.",
  resource: "The address of the API, such as https://api.example.com",
  scope: "The access that is needed there, as the API's own scopes, separated by spaces",
  why: "The purpose. The person sees that you wrote this.",
  tool: "A tool of the API",
  tools: "Only these tools",
  for: "For how long. If left out: an hour, or the time that your access has left",
  calls: "The number of calls. If left out: the number that your access has left, if its calls are counted",
  url: "An address of an API that was granted",
  name: "Name",
  value: "Value",
  body: "JSON unless a content-type says otherwise",
  fetchScope: "Use only these scopes of the access; needed if several requests were granted for one API",
  fetchTool: "The tool of the API that the request is for, if the access is for tools",
  id: "One of list_access; if left out, all of them",
  requestTitle: "Ask the person for access to an API",
  requestSays:
    "Asks the person at this computer. They answer in their own browser, and may deny it with a reason, which you get. Ask only for what you need now.",
  listTitle: "List what was asked for and granted",
  listSays:
    "Shows how far your requests are, and what you may use now. If a request waits, this answers after a while.",
  fetchTitle: "Make a request to an API that was granted",
  fetchSays:
    "Makes the request for you with the access that you have: add no token. Returns text and JSON of at most 1 MiB. Redirects are not followed.",
  giveBackTitle: "End access",
  giveBackSays: "Ends access that you no longer need. Please do so as soon as you can.",
  instructions:
    "Nearside gives you access to APIs in the person's name. Ask with request_access, use it with fetch, and end it with give_back. Only the person approves, in their own browser. You get no link and no token, so pass none on, and ask nobody for one.",
  whyForm: "why must be one line of at most 500 characters.",
  resourceForm: "resource must be the whole address of an API, such as https://api.example.com.",
  scopeForm: "scope must be the API's own scopes with one space between them, each once, without quotes.",
  toolsForm: "tools must be names of at most 128 characters, each once.",
  oneApi: "Each request is for one API. Make one request for each.",
} as const;
