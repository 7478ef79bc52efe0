// Where a person types: Enter sends, Shift+Enter breaks the line, "/" brings up the commands.
import { useId, useState } from "react";
import type { Say } from "./words";

export function Composer({ where, commands, say, onSend }: { where: string; commands: string[]; say: Say; onSend: (text: string) => Promise<boolean> }) {
  const [text, setText] = useState("");
  const [sending, setSending] = useState(false);
  const list = useId();
  const first = text.split(/\s/)[0] ?? "";
  const hints = first.startsWith("/") && !text.includes(" ") ? commands.filter((command) => command.startsWith(first) && command !== first) : [];
  const send = async () => {
    if (sending || text.trim() === "") return;
    setSending(true);
    if (await onSend(text)) setText("");
    setSending(false);
  };
  return (
    <form className="composer" data-testid="composer" onSubmit={(event) => {
      event.preventDefault();
      void send();
    }}>
      {hints.length > 0 && (
        <ul className="hints" id={list} aria-label={say("commandHint")}>
          {hints.map((command) => (
            <li key={command}><button type="button" data-testid="command-hint" onClick={() => {
              setText(`${command} `);
              document.querySelector<HTMLElement>(".composer textarea")?.focus();
            }}>{command}</button></li>
          ))}
        </ul>
      )}
      <textarea rows={1} dir="auto" value={text} aria-label={say("compose", { where })} placeholder={say("compose", { where })} data-testid="composer-input"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Tab" && hints[0] && !event.shiftKey) {
            event.preventDefault();
            setText(`${hints[0]} `);
          } else if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            void send();
          }
        }} />
      <button type="submit" className="btn btn-primary" data-testid="send" disabled={sending || text.trim() === ""}>{say("send")}</button>
    </form>
  );
}
