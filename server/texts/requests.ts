// The refusals of a request before any domain sees it. Each is the `error_description` of an answer.

export const requestTexts = {
  edge: {
    invalidRequest: "The request does not have the form that this address takes.",
    notFound: "There is nothing at this address.",
    methodNotAllowed:
      "This address does not take this method. The Allow header of this answer names those that it takes.",
    tooLarge: "The request is longer than this address takes.",
    unsupportedType: "The request does not have the content type that this address takes.",
    misdirected: "This server answers under another name. Check the address.",
    rateLimited: "Too many requests in a short time. Nothing was changed. Try again later.",
    serverError: "The server failed. Try again. If it fails again, tell its operator.",
    notImplemented: "This server does not support that.",
    partAltered:
      "This file is not the one that was built, so the server does not hand it out. Tell the server's operator: the server's log names the file.",
    unavailable: "The server can't answer now. Try again in a moment.",
  },
  onlyIssuer: ({ issuer }: { readonly issuer: string }) => `This server answers for ${issuer} only.`,
  elsewherePage: ({ issuer }: { readonly issuer: string }) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Nearside has another address</title>
<h1>Nearside has another address</h1>
<p>This server answers under its own name only, so that no other name can stand for it.</p>
<p>Open <a href="${issuer}">${issuer}</a> instead.</p>
</html>
`,
  contentType: ({ contentType }: { readonly contentType: string }) => `This address takes ${contentType} only.`,
  compressed: "This address does not take compressed requests.",
  utf8: "The request is not UTF-8.",
  cutOff: "The request ended before its body was complete.",
  form: {
    tooMany: "The form has too many parameters.",
    twice: "The form has a parameter twice.",
    encoding: "The form is not percent-encoded UTF-8.",
  },
  json: {
    form: "The request is not JSON in the form that JSON.stringify writes.",
    list: "The request is a list, and an object was expected.",
  },
  field: ({ field }: { readonly field: string }) => `The request's member ${field} is missing or has the wrong form.`,
  fields: "The request does not have exactly the expected members.",
  cursor: "The member after is not a place in this list. Start at the first page.",
} as const;
