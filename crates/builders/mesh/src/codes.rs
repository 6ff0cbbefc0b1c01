//! What is wrong with the mesh.

hagen_core::codes! {
    AMBIENT = "HG1301" Error "not without sidecars";
    UNMESHED_ENTRY = "HG1302" Error "entry outside of the mesh";
}
