/** The on-air page: everything the operator needs while the broadcast runs. */
export function OnAirPage() {
  return <main />;
}
