import { useState } from "react";
import { Button } from "./button.tsx";

/** A command to type in the terminal, ready to be copied. */
export function Command({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    // where the browser will not copy, the command still stands there to be selected with one click
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className="command">
      <code>{text}</code>
      <Button kind="plain" small onPress={copy}>
        {copied ? "Copied" : "Copy"}
        <span className="unseen"> the command {text}</span>
      </Button>
    </div>
  );
}
