func schema_k8sio_api_harbour_v1_Port(ref common.ReferenceCallback) common.OpenAPIDefinition {
	return common.OpenAPIDefinition{
		Schema: spec.Schema{
			SchemaProps: spec.SchemaProps{
				Properties: map[string]spec.Schema{
					"protocol": {
						SchemaProps: spec.SchemaProps{
							Default:     "TCP",
							Type:        []string{"string"},
							Enum:        []interface{}{"TCP", "UDP"},
						},
					},
				},
			},
		},
	}
}
