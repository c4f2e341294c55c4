import type { ResourceUpdates } from '../resources/resource-updates.js';
import { type Equip, createEquipment } from '../server/equip-server.js';
import type { McpCore } from '../server/mcp-core.js';
import { ToolCalls } from '../tools/call-tool.js';

/** A module of its own, so that the handshake does not wait for the operations to be loaded. */
export function loadedEquipment(
  core: McpCore,
  updates: ResourceUpdates,
): { readonly calls: ToolCalls; readonly equip: Equip } {
  const calls = new ToolCalls(core);
  return { calls, equip: createEquipment(core, { calls, updates }) };
}
