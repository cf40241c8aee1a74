import { useState } from "react";
import { setUpTexts } from "../texts/set-up.tsx";
import { Button } from "./button.tsx";

const texts = setUpTexts.copy;

/** Copies that text. @param what names the text for a person who hears the button without seeing what is beside it */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    // If the browser will not copy, the text is still there to be selected with one click.
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <Button kind="plain" small onPress={copy}>
      {(copied ? texts.copied : texts.copy)({ what: <span className="unseen">{what}</span> })}
    </Button>
  );
}
