-- What a cut that did not end has left.
DELETE FROM published_cell /*ON CLUSTER*/ WHERE edition = {edition:UInt32}
