// What every dialog of the page shares: focus goes in, stays in, comes back; Esc closes.
import { useEffect, useRef, type RefObject } from "react";

const focusable = 'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';

/** Traps the focus in the returned element while it is mounted. `name` changes when the dialog's content is another. */
export function useTrap(name: string, onEscape: () => void): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const escape = useRef(onEscape);
  escape.current = onEscape;
  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    return () => {
      if (opener && document.contains(opener)) opener.focus();
    };
  }, []);
  useEffect(() => {
    const root = box.current;
    if (!root) return;
    const wanted = root.querySelector<HTMLElement>("[data-autofocus]") ?? root.querySelector<HTMLElement>("input, select, textarea") ?? root;
    wanted.focus();
  }, [name]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const root = box.current;
      // A dialog opened on top of this one (a confirmation) has the keyboard first.
      const dialogs = document.querySelectorAll('[role="dialog"], [role="alertdialog"]');
      if (!root || !(dialogs[dialogs.length - 1] === root || root.contains(dialogs[dialogs.length - 1] ?? null))) return;
      if (event.key === "Escape" && !event.defaultPrevented) {
        event.preventDefault();
        escape.current();
      }
      if (event.key !== "Tab") return;
      const stops = [...root.querySelectorAll<HTMLElement>(focusable)].filter((stop) => stop.offsetParent !== null);
      const first = stops[0];
      const last = stops[stops.length - 1];
      if (!first || !last) return;
      const active = document.activeElement;
      if (!root.contains(active)) {
        event.preventDefault();
        first.focus();
      } else if (event.shiftKey && (active === first || active === root)) {
        event.preventDefault();
        last.focus();
      } else if (!event.shiftKey && active === last) {
        event.preventDefault();
        first.focus();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return box;
}
