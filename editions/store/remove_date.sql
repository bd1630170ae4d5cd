DELETE FROM network_date /*ON CLUSTER*/ WHERE day = {day:Date}
