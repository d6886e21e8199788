/** Announcements, offers, the goal and the footer: prepared here, put on air here or on the desk. */
export function MessagesTab() {
  return null;
}
