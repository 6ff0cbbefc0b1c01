//! What is wrong with how traffic comes in.

hagen_core::codes! {
    HOST_TWICE = "HG0531" Error "host in two environments";
    TWO_CERTIFICATES = "HG0532" Error "host with two certificates";
    BUNDLED_TRAEFIK = "HG0533" Note "bundled Traefik to be switched off";
    PATH_TWICE = "HG0535" Error "two behind one host and path";
    NO_MESH = "HG0534" Error "gateway of a mesh that is not there";
}
