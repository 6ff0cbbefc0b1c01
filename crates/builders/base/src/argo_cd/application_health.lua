-- The health of an Application as another Application sees it: without it a wave does not wait for the one before.
local health = { status = "Progressing", message = "waiting for the first sync" }
local status = obj.status
if status == nil then
  return health
end
if status.operationState ~= nil and status.operationState.phase == "Running" then
  health.message = "syncing"
  return health
end
if status.health ~= nil and status.health.status ~= nil then
  health.status = status.health.status
  health.message = status.health.message or ""
end
-- Nothing is there yet: that passes by itself, and is no reason to fail the wave.
if health.status == "Missing" or health.status == "Unknown" then
  health.status = "Progressing"
end
return health
